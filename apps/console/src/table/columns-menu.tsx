import { Button, Checkbox, Popover, Stack } from '@mantine/core';
import { useText } from '../i18n/i18n.ts';
import { ColumnsIcon } from '../icons/columns.tsx';
import type { Column } from './column.ts';

interface ColumnsMenuProps<T> {
  readonly columns: readonly Column<T>[];
  readonly shown: readonly Column<T>[];
  readonly onChange: (ids: readonly string[]) => void;
}

export function ColumnsMenu<T>({ columns, shown, onChange }: ColumnsMenuProps<T>) {
  const t = useText();
  return (
    <Popover position="bottom-end" trapFocus withRoles>
      <Popover.Target>
        <Button variant="default" leftSection={<ColumnsIcon size={16} />} visibleFrom="xs">
          {t('table.columns')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('table.columns')}>
        <Stack gap="xs">
          {columns
            .filter(({ show }) => show !== 'always')
            .map(({ id, label }) => (
              <Checkbox
                key={id}
                label={label}
                checked={shown.some((column) => column.id === id)}
                onChange={(event) => {
                  const ids = new Set(shown.map((column) => column.id));
                  if (event.currentTarget.checked) ids.add(id);
                  else ids.delete(id);
                  onChange(columns.filter((column) => ids.has(column.id)).map((column) => column.id));
                }}
              />
            ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

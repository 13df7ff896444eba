import { ActionIcon, Button, Group, Input, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useText } from '../i18n/i18n.ts';
import { CrossIcon } from '../icons/cross.tsx';
import { PlusIcon } from '../icons/plus.tsx';

interface LabelsFieldProps {
  readonly value: Readonly<Record<string, string>>;
  readonly error?: string | undefined;
  readonly onChange: (labels: Readonly<Record<string, string>>) => void;
}

/** Labels as rows of key and value. A row without a key is not there yet. */
export function LabelsField({ value, error, onChange }: LabelsFieldProps) {
  const t = useText();
  const [rows, setRows] = useState<readonly (readonly [string, string])[]>(() => Object.entries(value));
  const change = (next: typeof rows) => {
    setRows(next);
    onChange(Object.fromEntries(next.filter(([key]) => key !== '')));
  };
  return (
    <Input.Wrapper
      label={t('forms.labels')}
      error={error}
      labelElement="div"
      role="group"
      aria-label={t('forms.labels')}
      data-wrong={error !== undefined}
    >
      <Stack gap={6} mt={4}>
        {rows.map(([key, text], i) => (
          // Rows have no name of their own until they have a key.
          <Group key={`row-${String(i)}`} gap={6} wrap="nowrap">
            <TextInput
              aria-label={t('forms.labelKey')}
              placeholder={t('forms.labelKey')}
              value={key}
              onChange={(event) => change(rows.with(i, [event.currentTarget.value, text]))}
              spellCheck={false}
              flex={1}
            />
            <TextInput
              aria-label={t('forms.labelValue')}
              placeholder={t('forms.labelValue')}
              value={text}
              onChange={(event) => change(rows.with(i, [key, event.currentTarget.value]))}
              spellCheck={false}
              flex={1}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              size="lg"
              aria-label={t('forms.removeLabel', { key })}
              onClick={() => change(rows.toSpliced(i, 1))}
            >
              <CrossIcon size={16} />
            </ActionIcon>
          </Group>
        ))}
        <div>
          <Button
            variant="default"
            size="compact-sm"
            leftSection={<PlusIcon size={14} />}
            onClick={() => setRows([...rows, ['', '']])}
          >
            {t('forms.addLabel')}
          </Button>
        </div>
      </Stack>
    </Input.Wrapper>
  );
}

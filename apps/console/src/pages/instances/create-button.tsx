import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useText } from '../../i18n/i18n.ts';
import { PlusIcon } from '../../icons/plus.tsx';

export function CreateButton() {
  const t = useText();
  return (
    <Button
      renderRoot={(props) => <Link {...props} {...({ to: '/instances/new', search: {} } as { to: string })} />}
      leftSection={<PlusIcon size={16} />}
    >
      {t('instances.create')}
    </Button>
  );
}

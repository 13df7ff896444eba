import { useText } from '../../../i18n/i18n.ts';
import { later } from '../../../ui/later.tsx';
import { PageHeader } from '../../../ui/page-header.tsx';
import { CreateForm } from './create-form.tsx';

/** What the API takes, later: what only shows instances loads no schema. */
const WithFields = later(async () => {
  const { routeForm } = await import('../../../forms/route-form.ts');
  const form = routeForm('instance.create');
  return { default: () => <CreateForm {...form} /> };
});

export default function CreateInstancePage() {
  const t = useText();
  return (
    <>
      <PageHeader title={t('instances.create')} />
      <WithFields />
    </>
  );
}

import { useText } from '../../../i18n/i18n.ts';
import { later } from '../../../ui/later.tsx';
import { PageHeader } from '../../../ui/page-header.tsx';

/** Apart: what only shows instances loads no schema. */
const CreateForm = later(() => import('./create-form.tsx'));

export default function CreateInstancePage() {
  const t = useText();
  return (
    <>
      <PageHeader title={t('instances.create')} />
      <CreateForm />
    </>
  );
}

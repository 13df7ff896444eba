import { Alert, Button } from '@mantine/core';
import { announce } from '../../../activity/activities.ts';
import { api } from '../../../api/client.ts';
import type { Instance } from '../../../api/kinds.ts';
import { useMe } from '../../../api/session.ts';
import { useAll } from '../../../api/use-list.ts';
import { useGo, useSearch } from '../../../app/use-route.ts';
import { FormFoot } from '../../../forms/form-foot.tsx';
import type { RouteForm } from '../../../forms/route-form.ts';
import { useForm } from '../../../forms/use-form.ts';
import { useText } from '../../../i18n/i18n.ts';
import { To } from '../../../ui/to.tsx';
import { CreateFields } from './create-fields.tsx';
import styles from './create-page.module.css';
import { Preview } from './preview.tsx';

/** All that the contract takes of a new instance, and beside it what the scheduler would do with it. */
export function CreateForm({ schema, fields, initial }: RouteForm) {
  const t = useText();
  const go = useGo();
  const search = useSearch();
  const me = useMe();
  const templates = useAll('template');
  const images = useAll('image');
  const form = useForm(
    schema,
    {
      ...initial,
      // Kept for this person: they are there to be seen, and to be taken away.
      ...(me?.sshKeys === undefined || me.sshKeys.length === 0 ? {} : { context: { sshKeys: me.sshKeys } }),
      ...(search['template'] === undefined ? {} : { templateId: Number(search['template']) }),
    },
    async (body) => {
      const { data } = await api().callAny('instance.create', { body });
      const made = data as Instance;
      announce({
        title: t('instances.doing.create', { what: `"${made.name}"` }),
        path: `/instances/${made.id}`,
        goals: [{ id: made.id, name: made.name, generation: made.wanted.generation, gone: false }],
      });
      go(`/instances/${made.id}`);
    },
  );
  return (
    <>
      {images.total === 0 ? (
        <Alert color="yellow" mb="md">
          {t('instances.createPage.noImages')} <To to="/images">{t('instances.createPage.toImages')}</To>
        </Alert>
      ) : null}
      <div className={styles['page']}>
        <form onSubmit={form.onSubmit} noValidate className={styles['form']}>
          <CreateFields form={form} fields={fields} templates={templates.items} images={images.items} />
          <FormFoot form={form}>
            <Button variant="default" size="md" onClick={() => go('/instances')}>
              {t('shell.cancel')}
            </Button>
            <Button type="submit" size="md" loading={form.busy}>
              {t('instances.createPage.submit')}
            </Button>
          </FormFoot>
        </form>
        <Preview wish={form.ready as object | undefined} onAnswer={form.tried} />
      </div>
    </>
  );
}

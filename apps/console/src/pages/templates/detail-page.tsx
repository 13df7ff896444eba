import { useMe } from '../../api/session.ts';
import { useNames } from '../../api/use-object.ts';
import { useGo } from '../../app/use-route.ts';
import { mebibytes } from '../../format/units.ts';
import { useText } from '../../i18n/i18n.ts';
import { PlusIcon } from '../../icons/plus.tsx';
import { TemplateIcon } from '../../icons/template.tsx';
import type { ObjectOf } from '../../api/kinds.ts';
import { ActionButton } from '../../ui/action-button.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ToObject } from '../../ui/to.tsx';
import { UserData } from '../../ui/user-data.tsx';
import { ObjectActions } from '../catalogue/object-actions.tsx';
import { ObjectPage } from '../catalogue/object-page.tsx';
import { lackOf } from '../catalogue/rights.ts';
import { networksText } from './networks-text.ts';
import { machineWords } from '../machine/machine-words.ts';
import { openRaw } from './raw.ts';

type Template = ObjectOf<'template'>;

export default function TemplatePage() {
  const t = useText();
  const images = useNames('image');
  return (
    <ObjectPage
      kind="template"
      icon={<TemplateIcon size={22} />}
      actions={(template) => <Actions template={template} />}
      facts={(template) => [
        [t('objects.fields.kind'), t(`objects.kinds.${template.kind}`)],
        [
          t('objects.fields.image'),
          <ToObject key="image" kind="image" id={template.imageId}>
            {images.get(template.imageId) ?? template.imageId}
          </ToObject>,
        ],
        [t('objects.fields.cpus'), template.cpus],
        [t('objects.fields.memory'), mebibytes(template.memoryMiB)],
        [t('templates.disk'), template.diskSizeMiB === undefined ? undefined : mebibytes(template.diskSizeMiB)],
        [t('instances.machine'), machineWords(template.machine, t)],
        [t('objects.fields.rank'), t(`objects.policies.${template.rank}`)],
      ]}
    >
      {(template) => <Content template={template} />}
    </ObjectPage>
  );
}

function Content({ template }: { readonly template: Template }) {
  const t = useText();
  const networks = useNames('network');
  const { context, requirements } = template;
  return (
    <Panel title={t('templates.content')}>
      <Facts
        rows={[
          [t('templates.networks'), networksText(template, networks) ?? t('templates.usualNetwork')],
          [t('objects.fields.requirements'), requirements === '' ? t('catalogue.none') : <code>{requirements}</code>],
          [
            t('templates.sshKeys'),
            context.sshKeys.length === 0
              ? t('catalogue.none')
              : context.sshKeys.map((key) => (
                  <code key={key} style={{ display: 'block', overflowWrap: 'anywhere' }}>
                    {key}
                  </code>
                )),
          ],
          [t('templates.userData'), <UserData key="data" context={context} name={template.name} />],
        ]}
      />
    </Panel>
  );
}

function Actions({ template }: { readonly template: Template }) {
  const t = useText();
  const go = useGo();
  const me = useMe();
  return (
    <ObjectActions
      kind="template"
      object={template}
      deleteBody={t('templates.deleteBody')}
      deleteRight="manage"
      list="/templates"
    >
      <ActionButton
        variant="filled"
        icon={<PlusIcon size={16} />}
        refusal={null}
        onClick={() => go('/instances/new', { search: { template: String(template.id) } })}
      >
        {t('templates.use')}
      </ActionButton>
      <ActionButton refusal={lackOf('manage', template, me)} onClick={() => void openRaw(template.id)}>
        {t('templates.raw')}
      </ActionButton>
    </ObjectActions>
  );
}

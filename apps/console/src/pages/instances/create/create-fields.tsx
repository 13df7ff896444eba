import { Select, SimpleGrid } from '@mantine/core';
import { commandLineOf, usualMemoryMiB, usualSpec } from '@skerry/domain';
import { Fragment } from 'react';
import type { ObjectOf } from '../../../api/kinds.ts';
import { useAll } from '../../../api/use-list.ts';
import { useNames } from '../../../api/use-object.ts';
import type { Choosable, Field } from '../../../forms/field.ts';
import { FieldInput } from '../../../forms/field-input.tsx';
import type { FieldChanges } from '../../../forms/form-fields.ts';
import type { Form } from '../../../forms/use-form.ts';
import { valueAt } from '../../../forms/values.ts';
import { useText } from '../../../i18n/i18n.ts';
import { Panel } from '../../../ui/panel.tsx';
import { networksText } from '../../templates/networks-text.ts';
import { hostWords, withCondition } from './host-words.ts';
import { groupsOf } from './field-groups.ts';

interface CreateFieldsProps {
  readonly form: Form<unknown>;
  /** All that the contract takes of a new instance. */
  readonly fields: readonly Field[];
  readonly templates: readonly ObjectOf<'template'>[];
  readonly images: readonly ObjectOf<'image'>[];
}

/** The fields in groups, and what is known of each from the others. */
export function CreateFields({ form, fields, templates, images }: CreateFieldsProps) {
  const t = useText();
  const image = chosenImage(form, templates, images);
  const changes = useChanges(form, templates, image);
  const hasGroup = (form.values['antiAffinityGroup'] ?? '') !== '';
  const isRestarted = valueAt(form.values, 'application.restart') === 'on-failure';
  const shown = fields.filter(
    ({ name }) =>
      !(name.startsWith('application.') && image?.application === undefined) &&
      !(name === 'application.mostRestarts' && !isRestarted) &&
      !(name === 'templateId' && templates.length === 0) &&
      !(name === 'antiAffinityMode' && !hasGroup),
  );
  return groupsOf(shown).map(({ group, columns, members }) => (
    <Panel key={group} title={t(`instances.createPage.${group}`)}>
      <SimpleGrid cols={columns}>
        {members.map((field) => (
          <Fragment key={field.name}>
            <FieldInput field={{ ...field, ...changes[field.name] }} form={form} />
            {field.name === 'requirements' ? <KnownOfHosts form={form} /> : null}
          </Fragment>
        ))}
      </SimpleGrid>
    </Panel>
  ));
}

/** What is taken when a field is left open, and what can be chosen together with what is chosen already. */
function useChanges(
  { values }: Form<unknown>,
  templates: readonly ObjectOf<'template'>[],
  image: ObjectOf<'image'> | undefined,
): FieldChanges {
  const t = useText();
  const names = useNames('network');
  const template = templates.find(({ id }) => id === values['templateId']);
  const open = t('instances.createPage.leftOpen');
  const any = t('instances.createPage.any');
  const networks = template && networksText(template, names);
  const { clusterId } = values;
  const among = isNumber(clusterId) ? (object: Choosable) => object.clusterId === clusterId : undefined;
  return {
    name: { autoFocus: true },
    kind: { placeholder: open, values: image?.kinds },
    templateId: { placeholder: t('instances.createPage.noTemplate') },
    imageId: { placeholder: template === undefined ? '' : open, required: template === undefined },
    cpus: { otherwise: template?.cpus ?? usualSpec.cpus },
    memoryMiB: { otherwise: template?.memoryMiB ?? usualMemoryMiB(image) },
    diskSizeMiB: { help: '', otherwise: template?.diskSizeMiB ?? image?.sizeMiB },
    // What stands in the empty field says it.
    clusterId: { help: '', placeholder: any },
    hostId: { help: '', placeholder: any, among },
    nics: { among, placeholder: networks && t('instances.createPage.networksOf', { networks }) },
    'application.entrypoint': { placeholder: commandLineOf(image?.application?.entrypoint ?? []) },
    'application.command': { placeholder: commandLineOf(image?.application?.command ?? []) },
    'application.user': { placeholder: image?.application?.user ?? 'root' },
    'application.workingDirectory': { placeholder: image?.application?.workingDirectory },
    'application.stopSignal': { placeholder: image?.application?.stopSignal ?? 'SIGTERM' },
    'application.restart': { placeholder: t('objects.restarts.always') },
    requirements: { placeholder: template?.requirements },
    rank: { placeholder: t(`objects.policies.${template?.rank ?? usualSpec.rank}`) },
    antiAffinityMode: { placeholder: t(`objects.antiAffinityModes.${usualSpec.antiAffinityMode}`) },
  };
}

function chosenImage(
  { values }: Form<unknown>,
  templates: readonly ObjectOf<'template'>[],
  images: readonly ObjectOf<'image'>[],
): ObjectOf<'image'> | undefined {
  const template = templates.find(({ id }) => id === values['templateId']);
  const wanted = isNumber(values['imageId']) ? values['imageId'] : template?.imageId;
  return images.find(({ id }) => id === wanted);
}

const isNumber = (id: unknown): id is number => typeof id === 'number';

function KnownOfHosts({ form }: { readonly form: Form<unknown> }) {
  const t = useText();
  const { clusterId, requirements = '' } = form.values;
  const hosts = useAll('host').items.filter((host) => !isNumber(clusterId) || host.clusterId === clusterId);
  return (
    <Select
      label={t('instances.createPage.knownOfHosts')}
      description={t('instances.createPage.knownOfHostsHint')}
      placeholder={t('instances.createPage.addCondition')}
      data={hostWords(hosts)}
      value={null}
      onChange={(word) => word !== null && form.set('requirements', withCondition(requirements as string, word))}
      searchable
    />
  );
}

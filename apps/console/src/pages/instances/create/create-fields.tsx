import { Select, SimpleGrid } from '@mantine/core';
import { commandLineOf, hasMachine, type InstanceKind, instanceKinds, usualMemoryMiB, usualSpec } from '@skerry/domain';
import { Fragment } from 'react';
import type { ObjectOf } from '../../../api/kinds.ts';
import { useAll } from '../../../api/use-list.ts';
import { useNames } from '../../../api/use-object.ts';
import type { Choosable, Field } from '../../../forms/field.ts';
import { isDisc } from '../cdrom.ts';
import { FieldInput } from '../../../forms/field-input.tsx';
import type { FieldChanges } from '../../../forms/form-fields.ts';
import type { Form } from '../../../forms/use-form.ts';
import { valueAt } from '../../../forms/values.ts';
import { useText } from '../../../i18n/i18n.ts';
import { Disclosure } from '../../../ui/disclosure.tsx';
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
  const changes = useChanges(form, templates, image, fields);
  const hasGroup = (form.values['antiAffinityGroup'] ?? '') !== '';
  const isRestarted = valueAt(form.values, 'application.restart') === 'on-failure';
  const shown = fields.filter(
    ({ name }) =>
      !(name.startsWith('application.') && image?.application === undefined) &&
      !(name === 'application.mostRestarts' && !isRestarted) &&
      !(name === 'templateId' && templates.length === 0) &&
      !(name === 'antiAffinityMode' && !hasGroup),
  );
  const kind = kindOf(form, templates, image);
  return groupsOf(shown)
    .filter(({ group }) => group !== 'machine' || kind === undefined || hasMachine(kind))
    .map(({ group, columns, members }) => {
      const inputs = (
        <SimpleGrid cols={columns}>
          {members.map((field) => (
            <Fragment key={field.name}>
              <FieldInput field={{ ...field, ...changes[field.name] }} form={form} />
              {field.name === 'requirements' ? <KnownOfHosts form={form} /> : null}
            </Fragment>
          ))}
        </SimpleGrid>
      );
      return (
        <Panel key={group} title={t(`instances.createPage.${group}`)}>
          {group === 'machine' ? (
            <Disclosure label={t('instances.createPage.machineHint')}>{inputs}</Disclosure>
          ) : (
            inputs
          )}
        </Panel>
      );
    });
}

/** What it will be; undefined while nothing says so. */
function kindOf(
  { values }: Form<unknown>,
  templates: readonly ObjectOf<'template'>[],
  image: ObjectOf<'image'> | undefined,
): InstanceKind | undefined {
  const template = templates.find(({ id }) => id === values['templateId']);
  const chosen = values['kind'];
  return isKind(chosen) ? chosen : (template?.kind ?? image?.kinds[0]);
}

const isKind = (word: unknown): word is InstanceKind => instanceKinds.some((kind) => kind === word);

/** What is taken when a field is left open, and what can be chosen together with what is chosen already. */
function useChanges(
  { values }: Form<unknown>,
  templates: readonly ObjectOf<'template'>[],
  image: ObjectOf<'image'> | undefined,
  fields: readonly Field[],
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
    cpus: { otherwise: template?.cpus ?? usualSpec.cpus },
    memoryMiB: { otherwise: template?.memoryMiB ?? usualMemoryMiB(image) },
    diskSizeMiB: { help: '', otherwise: template?.diskSizeMiB ?? image?.sizeMiB },
    // What stands in the empty field says it.
    clusterId: { help: '', placeholder: any },
    hostId: { help: '', placeholder: any, among },
    nics: { among, placeholder: networks && t('instances.createPage.networksOf', { networks }) },
    ...openMachine(fields, open),
    cdromImageId: { placeholder: t('instances.emptyDrive'), among: isDisc },
    imageId: {
      placeholder: template === undefined ? '' : open,
      required: template === undefined,
      among: (choosable) => !isDisc(choosable),
    },
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

/** All of it may be left to the template or the image. */
const openMachine = (fields: readonly Field[], placeholder: string): FieldChanges =>
  Object.fromEntries(
    fields.filter(({ name }) => name.startsWith('machine.')).map(({ name }) => [name, { placeholder }]),
  );

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

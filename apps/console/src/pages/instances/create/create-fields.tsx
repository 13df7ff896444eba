import { NumberInput, Select, SimpleGrid, Switch, Textarea, TextInput } from '@mantine/core';
import { antiAffinityModes, instanceKinds } from '@skerry/domain';
import type { ObjectOf } from '../../../api/kinds.ts';
import { useAll } from '../../../api/use-list.ts';
import { FieldInput } from '../../../forms/field-input.tsx';
import { NicsField } from '../../../forms/nics-field.tsx';
import { SizeInput } from '../../../forms/size-input.tsx';
import type { Form } from '../../../forms/use-form.ts';
import { UserDataField } from '../../../forms/user-data-field.tsx';
import { useMe } from '../../../api/session.ts';
import { useText } from '../../../i18n/i18n.ts';
import { Panel } from '../../../ui/panel.tsx';
import { hostWords, withCondition } from './host-words.ts';
import { givenFields } from '../../catalogue/common-fields.ts';

interface CreateFieldsProps<T> {
  readonly form: Form<T>;
  readonly templates: readonly ObjectOf<'template'>[];
  readonly images: readonly ObjectOf<'image'>[];
}

const options = (objects: readonly { readonly id: number; readonly name: string }[]) =>
  objects.map(({ id, name }) => ({ value: String(id), label: name }));

/** A number out of a choice; nothing chosen is nothing sent. */
const numbered = <T,>(form: Form<T>, field: string) => ({
  ...form.choice(field),
  onChange: (value: string | null) => form.set(field, value === null ? undefined : Number(value)),
  clearable: true,
  searchable: true,
});

export function CreateFields<T>({ form, templates, images }: CreateFieldsProps<T>) {
  const t = useText();
  const me = useMe();
  const template = templates.find(({ id }) => id === form.values['templateId']);
  const image = images.find(({ id }) => id === (form.values['imageId'] ?? template?.imageId));
  const open = t('instances.createPage.leftOpen');
  return (
    <>
      <Panel title={t('instances.createPage.what')}>
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <TextInput
            label={t('objects.fields.name')}
            description={t('instances.createPage.nameHint')}
            {...form.text('name')}
            autoFocus
            autoComplete="off"
            spellCheck={false}
            required
          />
          <Select
            label={t('objects.fields.kind')}
            description={t('instances.createPage.kindHint')}
            placeholder={open}
            data={(image?.kinds ?? instanceKinds).map((kind) => ({ value: kind, label: t(`objects.kinds.${kind}`) }))}
            clearable
            {...form.choice('kind')}
          />
          {templates.length === 0 ? null : (
            <Select
              label={t('instances.createPage.template')}
              description={t('instances.createPage.templateHint')}
              placeholder={t('instances.createPage.noTemplate')}
              data={options(templates)}
              {...numbered(form, 'templateId')}
            />
          )}
          <Select
            label={t('instances.createPage.image')}
            placeholder={template === undefined ? '' : open}
            data={options(images)}
            required={template === undefined}
            {...numbered(form, 'imageId')}
          />
        </SimpleGrid>
      </Panel>
      <Panel title={t('instances.createPage.size')}>
        <SimpleGrid cols={{ base: 1, xs: 3 }}>
          <NumberInput
            label={t('objects.fields.cpus')}
            placeholder={String(template?.cpus ?? 1)}
            min={1}
            max={128}
            {...form.number('cpus')}
          />
          <SizeInput
            form={form}
            name="memoryMiB"
            label={t('objects.fields.memory')}
            otherwise={template?.memoryMiB ?? Math.max(512, image?.minMemoryMiB ?? 0)}
          />
          <SizeInput
            form={form}
            name="diskSizeMiB"
            label={t('objects.fields.disk')}
            otherwise={template?.diskSizeMiB ?? image?.sizeMiB}
          />
        </SimpleGrid>
      </Panel>
      <PlaceFields form={form} />
      <Panel title={t('instances.createPage.access')}>
        <SimpleGrid cols={1}>
          <Textarea
            label={t('instances.createPage.sshKeys')}
            description={t('instances.createPage.sshKeysHint')}
            defaultValue={me?.sshKeys?.join('\n') ?? ''}
            error={form.errorOf('context.sshKeys')}
            onChange={(event) => {
              const lines = event.currentTarget.value.split('\n').map((line) => line.trim());
              const keys = lines.filter((line) => line !== '');
              form.set('context.sshKeys', keys.length === 0 ? undefined : keys);
            }}
            autosize
            minRows={2}
            maxRows={6}
            spellCheck={false}
          />
          <UserDataField
            form={form}
            label={t('instances.createPage.userData')}
            hint={t('instances.createPage.userDataHint')}
          />
          <Switch label={t('instances.createPage.start')} {...form.checked('start')} />
        </SimpleGrid>
      </Panel>
      <Panel title={t('instances.createPage.whose')}>
        <SimpleGrid cols={1}>
          {givenFields().map((field) => (
            <FieldInput key={field.name} field={field} form={form as Form<unknown>} />
          ))}
        </SimpleGrid>
      </Panel>
    </>
  );
}

function PlaceFields<T>({ form }: { readonly form: Form<T> }) {
  const t = useText();
  const clusters = useAll('cluster');
  const hosts = useAll('host');
  const networks = useAll('network');
  const clusterId = form.values['clusterId'];
  const here = <O extends { readonly clusterId: number }>(objects: readonly O[]) =>
    clusterId === undefined ? objects : objects.filter((object) => object.clusterId === clusterId);
  const nics = form.values['nics'] as readonly unknown[] | undefined;
  const isAlone = nics?.length === 0;
  const requirements = (form.values['requirements'] as string | undefined) ?? '';
  return (
    <Panel title={t('instances.createPage.place')}>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Select
          label={t('instances.createPage.cluster')}
          placeholder={t('instances.createPage.any')}
          data={options(clusters.items)}
          {...numbered(form, 'clusterId')}
        />
        <Select
          label={t('instances.createPage.host')}
          placeholder={t('instances.createPage.any')}
          data={options(here(hosts.items))}
          {...numbered(form, 'hostId')}
        />
        <NicsField
          form={form}
          name="nics"
          label={t('instances.createPage.networks')}
          hint={t('instances.createPage.networksHint')}
          networks={here(networks.items)}
          disabled={isAlone}
        />
        <Switch
          label={t('instances.createPage.noNetwork')}
          description={t('instances.createPage.noNetworkHint')}
          checked={isAlone}
          onChange={({ currentTarget }) => form.set('nics', currentTarget.checked ? [] : undefined)}
        />
        <Select
          label={t('objects.fields.rank')}
          placeholder={t('objects.policies.spread')}
          data={(['spread', 'pack', 'load'] as const).map((rank) => ({
            value: rank,
            label: t(`objects.policies.${rank}`),
          }))}
          clearable
          {...form.choice('rank')}
        />
        <TextInput
          label={t('instances.createPage.requirements')}
          description={t('instances.createPage.requirementsHint')}
          {...form.text('requirements')}
          spellCheck={false}
          autoComplete="off"
        />
        <Select
          label={t('instances.createPage.knownOfHosts')}
          description={t('instances.createPage.knownOfHostsHint')}
          placeholder={t('instances.createPage.addCondition')}
          data={hostWords(here(hosts.items))}
          value={null}
          onChange={(word) => word !== null && form.set('requirements', withCondition(requirements, word))}
          searchable
        />
        <TextInput
          label={t('instances.createPage.antiAffinityGroup')}
          description={t('instances.createPage.antiAffinityGroupHint')}
          {...form.text('antiAffinityGroup')}
          spellCheck={false}
          autoComplete="off"
        />
        {(form.values['antiAffinityGroup'] ?? '') === '' ? null : (
          <Select
            label={t('instances.createPage.antiAffinityMode')}
            placeholder={t('instances.createPage.antiAffinityModes.required')}
            data={antiAffinityModes.map((mode) => ({
              value: mode,
              label: t(`instances.createPage.antiAffinityModes.${mode}`),
            }))}
            clearable
            {...form.choice('antiAffinityMode')}
          />
        )}
      </SimpleGrid>
    </Panel>
  );
}

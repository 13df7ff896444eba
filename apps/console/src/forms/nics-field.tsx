import { MultiSelect, TextInput } from '@mantine/core';
import { type AskedNic, macNote, mayBeAsked, plainMac } from '@skerry/domain';
import type { ObjectOf } from '../api/kinds.ts';
import { useText } from '../i18n/i18n.ts';
import styles from './nics-field.module.css';
import type { Form } from './use-form.ts';

interface NicsFieldProps<T> {
  readonly form: Form<T>;
  readonly name: string;
  readonly label: string;
  readonly hint?: string | undefined;
  /** Which can be chosen. */
  readonly networks: readonly ObjectOf<'network'>[];
  readonly disabled?: boolean;
}

/** Networks, and for each of them an address and a MAC, where somebody wants these fixed. */
export function NicsField<T>({ form, name, label, hint, networks, disabled = false }: NicsFieldProps<T>) {
  const t = useText();
  const nics = (form.values[name] as readonly AskedNic[] | undefined) ?? [];
  const at = (index: number, field: 'address' | 'mac') => `${name}.${index}.${field}`;
  const isShownBelow = nics.some((_, i) => form.errorOf(at(i, 'address')) ?? form.errorOf(at(i, 'mac')));
  const choose = (ids: readonly string[]) => {
    const chosen = ids.map((id) => nics.find(({ networkId }) => networkId === Number(id)) ?? { networkId: Number(id) });
    form.set(name, chosen.length === 0 ? undefined : chosen);
  };
  return (
    <div className={styles['field']}>
      <MultiSelect
        label={label}
        description={hint}
        data={networks.map(({ id, name: text }) => ({ value: String(id), label: text }))}
        value={nics.map(({ networkId }) => String(networkId))}
        error={isShownBelow ? undefined : form.errorOf(name)}
        onChange={choose}
        clearable
        searchable
        disabled={disabled}
      />
      {nics.map(({ networkId, mac = '' }, index) => {
        const network = networks.find(({ id }) => id === networkId);
        const what = network?.name ?? String(networkId);
        return (
          <fieldset key={networkId} className={styles['nic']}>
            <legend>{t('forms.nics.of', { network: what })}</legend>
            <TextInput
              label={t('forms.nics.address')}
              description={network === undefined ? undefined : mayBeAsked(network)}
              placeholder={t('forms.nics.chosen')}
              {...form.text(at(index, 'address'))}
              autoComplete="off"
              spellCheck={false}
            />
            <TextInput
              label={t('forms.nics.mac')}
              description={macNote(plainMac(mac)) ?? t('forms.nics.macHint')}
              placeholder={t('forms.nics.fromAddress')}
              {...form.text(at(index, 'mac'))}
              autoComplete="off"
              spellCheck={false}
            />
          </fieldset>
        );
      })}
    </div>
  );
}

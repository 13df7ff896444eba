import { MultiSelect, Switch, TextInput } from '@mantine/core';
import { type AskedNic, macNote, mayBeAsked, plainMac } from '@skerry/domain';
import { useAll } from '../api/use-list.ts';
import { useText } from '../i18n/i18n.ts';
import type { Field } from './field.ts';
import styles from './nics-field.module.css';
import type { Form } from './use-form.ts';

interface NicsFieldProps {
  readonly field: Field;
  readonly form: Form<unknown>;
}

/** Networks, or none, and for each of them an address and a MAC, where somebody wants these fixed. */
export function NicsField({ field, form }: NicsFieldProps) {
  const t = useText();
  const { name, label, help, placeholder = '', among = () => true } = field;
  const networks = useAll('network').items.filter(among);
  const held = form.values[name];
  const nics = Array.isArray(held) ? (held as readonly AskedNic[]) : [];
  const isAlone = Array.isArray(held) && nics.length === 0;
  // Where something was chosen before, the choice itself is taken away.
  const open = form.before === undefined ? undefined : '';
  const at = (index: number, of: 'address' | 'mac') => `${name}.${index}.${of}`;
  const isShownBelow = nics.some((_, i) => form.errorOf(at(i, 'address')) ?? form.errorOf(at(i, 'mac')));
  const choose = (ids: readonly string[]) => {
    const chosen = ids.map((id) => nics.find(({ networkId }) => networkId === Number(id)) ?? { networkId: Number(id) });
    form.set(name, chosen.length === 0 ? open : chosen);
  };
  return (
    <div className={styles['field']}>
      <MultiSelect
        label={label}
        description={help}
        data={networks.map(({ id, name: text }) => ({ value: String(id), label: text }))}
        placeholder={nics.length === 0 && !isAlone ? placeholder : ''}
        value={nics.map(({ networkId }) => String(networkId))}
        error={isShownBelow ? undefined : form.errorOf(name)}
        onChange={choose}
        clearable
        searchable
        disabled={isAlone}
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
      <Switch
        label={t('forms.nics.none')}
        description={t('forms.nics.noneHint')}
        checked={isAlone}
        onChange={({ currentTarget }) => form.set(name, currentTarget.checked ? [] : open)}
      />
    </div>
  );
}

import { NativeSelect, NumberInput } from '@mantine/core';
import { useState } from 'react';
import { useText } from '../i18n/i18n.ts';
import type { Scale } from './amount-scales.ts';
import type { Field } from './field.ts';
import type { Form } from './use-form.ts';

/** Within the field there is little room, and the unit must be read. */
const unitStyles = (width: number) => ({ input: { width, paddingInlineStart: 8, paddingInlineEnd: 20 } });
const widthOf = (units: readonly string[]) => Math.max(70, 38 + 8 * Math.max(...units.map((unit) => unit.length)));

interface AmountInputProps<U extends string> {
  readonly field: Field;
  readonly form: Form<unknown>;
  readonly scale: Scale<U>;
}

/** An amount in a unit, as people think of it. */
export function AmountInput<U extends string>({ field, form, scale }: AmountInputProps<U>) {
  const t = useText();
  const { name, label, help, required } = field;
  const usual = field.otherwise ?? (field.default as number | undefined);
  const { value, onChange, ...rest } = form.number(name);
  const held = typeof value === 'number' ? value : undefined;
  const [unit, setUnit] = useState(() => scale.unitOf(held ?? usual));
  // What stands in the field, also half written: `0.` is no number yet, and must not vanish.
  const [written, setWritten] = useState<number | string>(held === undefined ? '' : scale.inUnit(held, unit));
  const take = (amount: number | string, of: U) => {
    setWritten(amount);
    setUnit(of);
    const read = typeof amount === 'number' ? amount : Number.parseFloat(amount);
    onChange(Number.isNaN(read) ? '' : scale.fromUnit(read, of));
  };
  const width = widthOf(scale.units.map(scale.word));
  return (
    <NumberInput
      label={label}
      description={help}
      withAsterisk={required}
      placeholder={usual === undefined ? '' : scale.said(usual)}
      min={0}
      decimalScale={3}
      allowNegative={false}
      step={scale.step(unit)}
      {...rest}
      value={written}
      onChange={(amount) => take(amount, unit)}
      hideControls
      rightSectionWidth={width + 8}
      rightSectionPointerEvents="all"
      rightSection={
        <NativeSelect
          variant="unstyled"
          rightSectionWidth={18}
          styles={unitStyles(width)}
          aria-label={t('forms.unitOf', { field: label })}
          data={scale.units.map((each) => ({ value: each, label: scale.word(each) }))}
          value={unit}
          onChange={(event) => take(written, event.currentTarget.value as U)}
        />
      }
    />
  );
}

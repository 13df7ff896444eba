import { NativeSelect, NumberInput } from '@mantine/core';
import { useState } from 'react';
import { fromUnit, inUnit, type SizeUnit, sizeUnits, unitOf } from '../format/size.ts';
import { mebibytes } from '../format/units.ts';
import { useText } from '../i18n/i18n.ts';
import type { Form } from './use-form.ts';

/** Within the field there is little room, and the unit must be read. */
const unitStyles = { input: { width: 70, paddingInlineStart: 8, paddingInlineEnd: 20 } };

interface SizeInputProps {
  readonly form: Form<unknown>;
  /** Holds MiB. */
  readonly name: string;
  readonly label: string;
  readonly hint?: string | undefined;
  readonly required?: boolean;
  /** MiB that it will be when it is left open. */
  readonly otherwise?: number | undefined;
  readonly autoFocus?: boolean;
}

/** A size in MiB, GiB or TiB, as people think of it. */
export function SizeInput({ form, name, label, hint, required = false, otherwise, autoFocus }: SizeInputProps) {
  const t = useText();
  const { value, onChange, ...field } = form.number(name);
  const held = typeof value === 'number' ? value : undefined;
  const [unit, setUnit] = useState<SizeUnit>(() => unitOf(held ?? otherwise));
  // What stands in the field, also half written: `0.` is no number yet, and must not vanish.
  const [written, setWritten] = useState<number | string>(held === undefined ? '' : inUnit(held, unit));
  const take = (amount: number | string, of: SizeUnit) => {
    setWritten(amount);
    setUnit(of);
    const read = typeof amount === 'number' ? amount : Number.parseFloat(amount);
    onChange(Number.isNaN(read) ? '' : fromUnit(read, of));
  };
  return (
    <NumberInput
      label={label}
      description={hint}
      withAsterisk={required}
      placeholder={otherwise === undefined ? '' : mebibytes(otherwise)}
      min={0}
      decimalScale={3}
      allowNegative={false}
      step={unit === 'MiB' ? 128 : 1}
      data-autofocus={autoFocus}
      {...field}
      value={written}
      onChange={(amount) => take(amount, unit)}
      hideControls
      rightSectionWidth={78}
      rightSectionPointerEvents="all"
      rightSection={
        <NativeSelect
          variant="unstyled"
          rightSectionWidth={18}
          styles={unitStyles}
          aria-label={t('forms.unitOf', { field: label })}
          data={[...sizeUnits]}
          value={unit}
          onChange={(event) => take(written, event.currentTarget.value as SizeUnit)}
        />
      }
    />
  );
}

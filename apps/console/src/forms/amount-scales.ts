/** Amounts that people give in a unit of their own, and the API takes in one. Pure. */
import { duration, type DurationUnit, durationUnits, unitOfDuration } from '../format/duration.ts';
import { fromUnit, inUnit, type SizeUnit, sizeUnits, unitOf } from '../format/size.ts';
import { mebibytes } from '../format/units.ts';
import { text } from '../i18n/i18n.ts';

export interface Scale<U extends string = string> {
  readonly units: readonly U[];
  /** What fits an amount best; of none, what most people think in. */
  readonly unitOf: (held: number | undefined) => U;
  readonly inUnit: (held: number, unit: U) => number;
  /** Whole, as the API takes it. */
  readonly fromUnit: (amount: number, unit: U) => number;
  readonly step: (unit: U) => number;
  readonly word: (unit: U) => string;
  readonly said: (held: number) => string;
}

export const sizeScale: Scale<SizeUnit> = {
  units: sizeUnits,
  unitOf,
  inUnit,
  fromUnit,
  step: (unit) => (unit === 'MiB' ? 128 : 1),
  word: (unit) => unit,
  said: mebibytes,
};

export const timeScale: Scale<DurationUnit> = {
  units: durationUnits,
  unitOf: unitOfDuration,
  inUnit: duration.inUnit,
  fromUnit: duration.fromUnit,
  step: () => 1,
  word: (unit) => text(`forms.timeUnits.${unit}`),
  said: (seconds) => {
    const unit = unitOfDuration(seconds);
    return `${duration.inUnit(seconds, unit)} ${text(`forms.timeUnits.${unit}`)}`;
  },
};

/** Amounts as people read them, in the language of the console. */
import { number } from './number.ts';

const binary = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** `1536` → `1.5 KiB`. At most one digit behind the point, and none where it says nothing. */
export function bytes(amount: number): string {
  let value = Math.max(0, amount);
  let unit = 0;
  while (value >= 1023.95 && unit < binary.length - 1) {
    value /= 1024;
    unit++;
  }
  // `1023 B`, never `1,023 B`: that is read as a decimal point by half of the world.
  return `${value >= 100 || unit === 0 ? Math.round(value) : number(value, 1)} ${binary[unit]}`;
}

export const mebibytes = (amount: number): string => bytes(amount * 1_048_576);
export const rate = (bytesPerSecond: number): string => `${bytes(bytesPerSecond)}/s`;
export const percent = (fraction: number): string => `${number(fraction * 100)} %`;

import type { Judgement } from './finding.ts';

/** Where this machine keeps what the checks look at. */
export interface Place {
  /** Where Skerry keeps its state: images and disks lie below it. */
  readonly stateDirectory: string;
}

/** Reading and judging are apart: judgement is pure, and the tests feed it readings of machines they do not have. */
export interface Check<Reading> {
  readonly name: string;
  /** Must not change the machine. Gives up by itself within the doctor's deadline. */
  read(place: Place): Promise<Reading>;
  judge(reading: Reading): Judgement[];
}

/** A check whose reading nobody outside needs to know. */
export interface AnyCheck {
  readonly name: string;
  run(place: Place): Promise<Judgement[]>;
}

export const sealed = <Reading>(check: Check<Reading>): AnyCheck => ({
  name: check.name,
  run: async (place) => check.judge(await check.read(place)),
});

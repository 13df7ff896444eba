import type { Scene } from './scene.ts';

/** One thing that an attacker does. It asserts what the attacker gets; what others notice is asserted after each. */
export interface Attack {
  /** The rule that holds, as a sentence. */
  readonly rule: string;
  run(scene: Scene, random: () => number): Promise<void>;
}

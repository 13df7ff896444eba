import type { Kind, Objects } from '../catalogue/objects.ts';

/** An object, where the asker may use it: what is not his is not named to him. */
export type Look = <K extends Kind>(kind: K, id: number) => Objects[K] | undefined;

/** What a kind adds to what every explanation has. */
export interface Why {
  readonly summary: string;
  readonly facts?: readonly { readonly name: string; readonly value: string }[];
  readonly reasons?: readonly string[];
  readonly next?: readonly string[];
}

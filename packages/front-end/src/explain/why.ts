/** What a kind adds to what every explanation has. */
export interface Why {
  readonly summary: string;
  readonly facts?: readonly { readonly name: string; readonly value: string }[];
  readonly reasons?: readonly string[];
  readonly next?: readonly string[];
}

/** Programs as they call themselves, most special first: nearly all claim to be Safari and Mozilla too. */
const programs = [
  [/\bEdg\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bFirefox\//, 'Firefox'],
  [/(?:Headless)?Chrome\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
  [/^skerry/i, 'skerry'],
  [/^curl\//, 'curl'],
] as const;
const systems = [
  [/Android/, 'Android'],
  [/iPhone|iPad/, 'iOS'],
  [/Windows/, 'Windows'],
  [/Mac OS X|Macintosh/, 'macOS'],
  [/Linux/, 'Linux'],
] as const;

/** `{ program: 'Firefox', system: 'Linux' }` out of what a program sent as its name; what it sent where that says nothing. */
export function programOf(agent: string): { readonly program: string; readonly system: string | undefined } {
  const of = (known: readonly (readonly [RegExp, string])[]) => known.find(([pattern]) => pattern.test(agent))?.[1];
  return { program: of(programs) ?? agent, system: of(systems) };
}

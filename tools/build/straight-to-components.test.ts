import { expect, test } from 'vitest';
import { placesIn, straightened } from './straight-to-components.ts';

const index = [
  'import { Button } from "./components/Button/Button.mjs";',
  'import { em, rem } from "./units/rem.mjs";',
  'import { transitions } from "./transitions.mjs";',
  'export { Button, rem, transitions as TRANSITIONS };',
].join('\n');
const places = placesIn(index, '/lib');

test('each name of a library leads to the file that it comes from', () => {
  expect(places.get('Button')).toEqual({ file: '/lib/components/Button/Button.mjs', name: 'Button' });
  expect(places.get('TRANSITIONS')).toEqual({ file: '/lib/transitions.mjs', name: 'transitions' });
  expect(places.has('em')).toBe(false);
});

test('imports are rewritten name by name: types go, lines stay, others are left alone', () => {
  const source =
    "import {\n  Button as Knob,\n  rem,\n  type Size,\n} from '@mantine/core';\nimport { x } from './x.ts';\n";
  const straight = straightened(source, places);
  expect(straight).toContain('import { Button as Knob } from "/lib/components/Button/Button.mjs";');
  expect(straight).toContain('import { rem as rem } from "/lib/units/rem.mjs";');
  expect(straight).not.toContain('Size');
  expect(straight).toContain("import { x } from './x.ts';");
  expect(straight.split('\n')).toHaveLength(source.split('\n').length);
});

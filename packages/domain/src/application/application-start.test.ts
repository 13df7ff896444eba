import { expect, test } from 'vitest';
import { environmentProblem, isTooLarge, saidWith, startOf } from './application-start.ts';
import type { Application } from './application.ts';

const image: Application = {
  entrypoint: ['/entry'],
  command: ['serve', '--all'],
  environment: ['PATH=/bin', 'MODE=quiet', 'PATH=/usr/bin', 'BARE'],
  workingDirectory: 'srv',
  volumes: [],
  ports: [],
  labels: {},
};

test('an application starts as its image says, where nobody says otherwise', () => {
  expect(startOf(image)).toEqual({
    entrypoint: ['/entry'],
    command: ['serve', '--all'],
    environment: ['PATH=/usr/bin', 'MODE=quiet'],
    workingDirectory: '/srv',
    restart: 'always',
  });
});

test('a template says it instead of the image, and who creates it instead of both', () => {
  const template = { command: ['once'], environment: ['MODE=loud', 'A=1'], user: 'web', restart: 'never' } as const;
  const start = startOf(image, template, { command: null, environment: ['A=2'], user: 'web:staff' });
  expect(start).toMatchObject({
    entrypoint: ['/entry'],
    command: ['once'],
    environment: ['PATH=/usr/bin', 'MODE=loud', 'A=2'],
    user: 'web:staff',
    restart: 'never',
  });
});

test('another program is not given the arguments of the one before, but its own', () => {
  expect(startOf(image, { entrypoint: ['/bin/sh'] })).toMatchObject({ entrypoint: ['/bin/sh'], command: [] });
  expect(startOf(image, { entrypoint: ['/bin/sh'], command: ['-c', 'x'] }).command).toEqual(['-c', 'x']);
  expect(startOf(image, { command: ['-c', 'x'] }, { entrypoint: [] })).toMatchObject({ entrypoint: [], command: [] });
});

test('what was said stays until it is said otherwise or taken back', () => {
  expect(saidWith({ user: 'web' }, { restart: 'never' })).toEqual({ user: 'web', restart: 'never' });
  expect(saidWith({ user: 'web' }, { user: null, command: undefined })).toBeUndefined();
  expect(saidWith(undefined, undefined)).toBeUndefined();
});

test('what no process can be told has a sentence', () => {
  for (const fine of ['A=', 'A=b=c', 'A= "x"\n', 'with.dots=1']) expect(environmentProblem(fine)).toBeUndefined();
  for (const wrong of ['A', '=x', '', 'A=\0']) expect(environmentProblem(wrong)).toMatch(/NAME=value/);
});

test('all its words together have a bound', () => {
  expect(isTooLarge({ environment: [`A=${'x'.repeat(65_534)}`] })).toBe(false);
  expect(isTooLarge({ environment: [`A=${'x'.repeat(65_534)}`], user: 'w' })).toBe(true);
});

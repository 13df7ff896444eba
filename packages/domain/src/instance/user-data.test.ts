import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { isTyped, userDataBytes, userDataKind, userDataOf } from './user-data.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

test('any bytes come back as they were, whether they travel as text or not', () => {
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.string({ unit: 'binary' }).map(bytes)), (given) => {
      expect([...userDataBytes(userDataOf(given))]).toEqual([...given]);
    }),
  );
});

test('text travels as text, with its byte order mark and its ends of lines; what is no UTF-8 does not', () => {
  expect(userDataOf(bytes('\ufeff#!/bin/sh\r\nä'))).toEqual({ userData: '\ufeff#!/bin/sh\r\nä' });
  expect(userDataOf(Uint8Array.of(0x6b, 0xe4))).toEqual({ userDataBase64: 'a+Q=' });
});

test.each([
  ['', 'nothing'],
  ['#cloud-config\npackages: []', 'cloud-config'],
  ['## template: jinja\n#cloud-config\n', 'cloud-config'],
  ['#cloud-configuration', 'text'],
  ['#!/bin/sh\n', 'script'],
  ['#cloud-boothook\n', 'script'],
  ['#include\nhttps://example.test', 'include'],
  ['Content-Type: multipart/mixed; boundary=x', 'multipart'],
  ['packages: [nginx]', 'text'],
])('%j is taken for %s', (text, kind) => {
  expect(userDataKind(bytes(text))).toBe(kind);
});

test('what is no text is told apart by how it begins', () => {
  expect(userDataKind(Uint8Array.of(0x1f, 0x8b, 8, 0))).toBe('gzip');
  expect(userDataKind(Uint8Array.of(0xff, 0xfe, 0x41))).toBe('binary');
});

test.each([
  ['#!/bin/sh\n\techo "käse 🧀"\n', true],
  ['a\r\nb', false],
  ['a\u0000b', false],
  ['\ufeffa', false],
  ['', true],
])('%j can be typed into a form and stays: %s', (text, expected) => {
  expect(isTyped(text)).toBe(expected);
});

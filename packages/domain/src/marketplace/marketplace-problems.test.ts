import { expect, it, test } from 'vitest';
import { goesElsewhere, marketplaceProblems } from './marketplace-problems.ts';
import { marketplaceTypes, publicMarketplaces } from './marketplace-types.ts';

const sound = { type: 'http', url: 'https://images.example.org/debian/' } as const;

test('nothing stands against the public ones, and no name is given twice', () => {
  for (const each of publicMarketplaces) expect(marketplaceProblems(each), each.name).toEqual([]);
  expect(new Set(publicMarketplaces.map(({ name }) => name)).size).toBe(publicMarketplaces.length);
  expect(publicMarketplaces.map(({ type }) => type)).toEqual(
    marketplaceTypes.filter((type) => type !== 'http' && type !== 's3'),
  );
});

it.each([
  [{ ...sound, url: 'images' }, 'url', /no address/],
  [{ ...sound, url: 'ftp://images.example.org/' }, 'url', /https and http/],
  [{ ...sound, url: 'https://me:secret@images.example.org/' }, 'url', /no name and no password/],
  [{ ...sound, url: 'https://images.example.org/?token=1' }, 'url', /before "\?"/],
  [{ ...sound, url: 'http://images.example.org/' }, 'url', /plain HTTP/],
  [{ ...sound, mirrors: ['https://mirror.example.org/'] }, 'mirrors', /has no mirrors/],
  [{ type: 'oci', url: 'https://registry.example.org/team' }, 'url', /Give the server alone: https:\/\/registry/],
  [{ type: 'oci', url: 'https://registry.example.org/', mirrors: ['http://m.example.org/'] }, 'mirrors', /plain HTTP/],
  // Signatures keep what comes, not what is sent.
  [
    { type: 'turnkey', url: 'http://mirror.example.org/', credentials: { user: 'me', password: 'x' } },
    'url',
    /reads the password/,
  ],
] as const)('%j is refused at its field', (settings, field, sentence) => {
  const [first] = marketplaceProblems(settings);
  expect(first?.field).toBe(field);
  expect(first?.message).toMatch(sentence);
});

test('plain HTTP is taken where it is said, or where what comes is signed', () => {
  expect(marketplaceProblems({ ...sound, url: 'http://images.example.org/', insecure: true })).toEqual([]);
  expect(marketplaceProblems({ type: 'turnkey', url: 'http://mirror.example.org/images/' })).toEqual([]);
});

test('another address, and one that is protected less, is elsewhere', () => {
  expect(goesElsewhere(sound, sound)).toBe(false);
  expect(goesElsewhere(sound, { ...sound, url: 'https://other.example.org/' })).toBe(true);
  expect(goesElsewhere(sound, { ...sound, insecure: true })).toBe(true);
  expect(goesElsewhere({ ...sound, insecure: true }, sound)).toBe(false);
});

import { expect, test } from 'vitest';
import { projectionFor } from './map-view.ts';

const inside = (places: { latitude: number; longitude: number }[]) => {
  const projection = projectionFor(places, 800, 400);
  return places.map(({ latitude, longitude }) => {
    const [x = -1, y = -1] = projection([longitude, latitude]) ?? [];
    return x > 0 && x < 800 && y > 0 && y < 400;
  });
};

test('every site is on the map, with air around it', () => {
  expect(inside([{ latitude: 60, longitude: 5 }])).toEqual([true]);
  expect(
    inside([
      { latitude: 60, longitude: 5 },
      { latitude: -34, longitude: 151 },
      { latitude: 44, longitude: -63 },
    ]),
  ).toEqual([true, true, true]);
});

test('two sites of one town do not become a map of its streets', () => {
  const projection = projectionFor(
    [
      { latitude: 60, longitude: 5 },
      { latitude: 60.01, longitude: 5.01 },
    ],
    800,
    400,
  );
  const [x1 = 0] = projection([5, 60]) ?? [];
  const [x2 = 0] = projection([15, 60]) ?? [];
  expect(x2 - x1).toBeLessThan(400);
});

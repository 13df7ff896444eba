/** Which part of the world to show: all sites with air around them, and never less than a region. Pure. */
import { geoMercator, type GeoProjection } from 'd3-geo';

export interface Place {
  readonly latitude: number;
  readonly longitude: number;
}

/** Degrees: a map of one town by this coast line would be a few straight lines. */
const leastSpan = 34;
const air = 0.22;

export function projectionFor(places: readonly Place[], width: number, height: number): GeoProjection {
  const shown =
    places.length === 0
      ? [
          { latitude: -52, longitude: -165 },
          { latitude: 72, longitude: 175 },
        ]
      : places;
  const [west, east] = widened(
    shown.map((p) => p.longitude),
    180,
  );
  const [south, north] = widened(
    shown.map((p) => Math.max(-70, Math.min(78, p.latitude))),
    78,
  );
  const corners = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
  ] as const;
  return geoMercator().fitSize([width, height], {
    type: 'MultiPoint',
    coordinates: corners.map(([x, y]) => [x, y]),
  });
}

function widened(values: readonly number[], limit: number): [number, number] {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const half = Math.max(most - least, leastSpan) * (0.5 + air);
  const middle = (least + most) / 2;
  return [Math.max(-limit, middle - half), Math.min(limit, middle + half)];
}

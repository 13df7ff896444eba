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
  const projection = geoMercator().fitSize([width, height], {
    type: 'MultiPoint',
    coordinates: corners.map(([x, y]) => [x, y]),
  });
  return withoutEdges(projection, width);
}

/** A wide window would show where the world begins and ends: it is filled, and moved away from its edge. */
function withoutEdges(projection: GeoProjection, width: number): GeoProjection {
  const whole = width / (2 * Math.PI);
  if (projection.scale() < whole) {
    const [x, y] = projection.translate();
    projection.translate([width / 2 + ((x - width / 2) * whole) / projection.scale(), y]).scale(whole);
  }
  const [west = 0] = projection([-180, 0]) ?? [];
  const [east = width] = projection([179.999, 0]) ?? [];
  const [x, y] = projection.translate();
  if (west > 0) return projection.translate([x - west, y]);
  return east < width ? projection.translate([x + width - east, y]) : projection;
}

function widened(values: readonly number[], limit: number): [number, number] {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const half = Math.max(most - least, leastSpan) * (0.5 + air);
  const middle = (least + most) / 2;
  return [Math.max(-limit, middle - half), Math.min(limit, middle + half)];
}

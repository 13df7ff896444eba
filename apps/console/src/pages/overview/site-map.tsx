/** Clusters on a map of the world that is part of the console: no tile, no request to anybody. Its own piece of code. */
import { useElementSize } from '@mantine/hooks';
import { geoGraticule10, geoPath } from 'd3-geo';
import { useMemo } from 'react';
import { feature, mesh } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import world from 'world-atlas/countries-110m.json';
import type { Cluster } from '../../api/kinds.ts';
import { pathOf } from '../../app/places.ts';
import { useGo } from '../../app/use-route.ts';
import { useText } from '../../i18n/i18n.ts';
import { projectionFor } from './map-view.ts';
import styles from './site-map.module.css';

const topology = world as unknown as Topology<{ countries: GeometryCollection; land: GeometryCollection }>;
const land = feature(topology, topology.objects.land);
const borders = mesh(topology, topology.objects.countries, (a, b) => a !== b);
const graticule = geoGraticule10();

export default function SiteMap({ clusters }: { readonly clusters: readonly Cluster[] }) {
  const t = useText();
  const go = useGo();
  const { ref, width } = useElementSize();
  const height = Math.max(260, Math.min(440, Math.round(width * 0.46)));
  const placed = useMemo(
    () => clusters.flatMap((c) => (c.location === undefined ? [] : [{ ...c, at: c.location }])),
    [clusters],
  );
  // Drawn again when a place changes, not with every sign of life.
  const places = JSON.stringify(placed.map(({ at }) => [at.longitude, at.latitude]));
  const drawn = useMemo(() => {
    const spots = JSON.parse(places) as [number, number][];
    const projection = projectionFor(
      spots.map(([longitude, latitude]) => ({ longitude, latitude })),
      width || 800,
      height,
    );
    const path = geoPath(projection).digits(1);
    return {
      land: path(land) ?? '',
      borders: path(borders) ?? '',
      graticule: path(graticule) ?? '',
      spots: spots.map((spot) => projection(spot) ?? [0, 0]),
    };
  }, [places, width, height]);
  return (
    <div ref={ref} className={styles['map']} style={{ height }}>
      <svg width="100%" height={height} role="img" aria-label={t('overview.map')}>
        <path d={drawn.graticule} className={styles['graticule']} />
        <path d={drawn.land} className={styles['land']} />
        <path d={drawn.borders} className={styles['borders']} />
        {placed.map(({ id, name, state }, i) => {
          const [x = 0, y = 0] = drawn.spots[i] ?? [];
          const path = pathOf('cluster', id);
          const left = x > width * 0.8;
          return (
            <g
              key={id}
              transform={`translate(${x},${y})`}
              className={styles['site']}
              data-state={state}
              data-link={path !== undefined || undefined}
              // The list below the map has the same as a link: this is for the mouse only.
              onClick={() => path !== undefined && go(path)}
            >
              <circle r={13} className={styles['halo']} />
              <circle r={5.5} className={styles['dot']} />
              <text x={left ? -13 : 13} y={4.5} textAnchor={left ? 'end' : 'start'}>
                {name}
              </text>
            </g>
          );
        })}
      </svg>
    </div>
  );
}

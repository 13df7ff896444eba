import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { type Pace, paceNow, type Range, rowsInSight } from './rows-in-sight.ts';

/** The speed in rows a frame, down positive. */
export interface RowsInSight extends Range, Pace {}

/** Milliseconds without scrolling after which it has come to rest. */
const restMs = 120;
/** Pixels of rows that are thought to be seen before anybody could measure. */
const guessedHeight = 700;

/**
 * Follows the scrolling of a table. What comes in sight is drawn in the same frame: drawn later it would be a white
 * place for as long.
 */
export function useRowsInSight(scroller: RefObject<HTMLElement | null>, rowHeight: number, count: number): RowsInSight {
  const [sight, setSight] = useState({ top: 0, height: guessedHeight, speed: 0, fast: false });
  const at = useRef(sight);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const look = (speed: number, now: boolean) => {
      const next = { top: element.scrollTop, height: element.clientHeight - rowHeight, ...paceNow(at.current, speed) };
      const { top, height, speed: before } = at.current;
      if (next.top === top && next.height === height && next.speed === before) return;
      at.current = next;
      if (now) flushSync(() => setSight(next));
      else setSight(next);
    };
    look(0, false);
    let rest: ReturnType<typeof setTimeout> | undefined;
    const onScroll = () => {
      clearTimeout(rest);
      rest = setTimeout(() => look(0, false), restMs);
      look((element.scrollTop - at.current.top) / rowHeight, true);
    };
    const observer = new ResizeObserver(() => look(at.current.speed, false));
    observer.observe(element);
    element.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      clearTimeout(rest);
      observer.disconnect();
      element.removeEventListener('scroll', onScroll);
    };
  }, [scroller, rowHeight]);
  // A list that became shorter leaves nothing to scroll: the browser moves back without telling.
  useEffect(() => {
    const element = scroller.current;
    if (element !== null && element.scrollTop !== at.current.top) {
      at.current = { ...at.current, top: element.scrollTop, speed: 0, fast: false };
      setSight(at.current);
    }
  }, [scroller, count]);
  return { ...rowsInSight(sight, rowHeight, count), speed: sight.speed, fast: sight.fast };
}

/**
 * Does `work` once nothing is under way that somebody waits for: looks every `everyMs`, and wants it quiet at two looks
 * in a row. Answers how to give up.
 */
export function whenQuiet(isBusy: () => boolean, work: () => void, everyMs: number): () => void {
  let wasQuiet = false;
  let timer: ReturnType<typeof setTimeout>;
  const look = () => {
    const isQuiet = !isBusy();
    if (isQuiet && wasQuiet) return work();
    wasQuiet = isQuiet;
    timer = setTimeout(look, everyMs);
  };
  timer = setTimeout(look, everyMs);
  return () => clearTimeout(timer);
}

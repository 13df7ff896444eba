/** Spans of time, short. How long ago something was is written by the browser in the same language. */
export const times = { now: 'now', d: '{{days}} d', h: '{{hours}} h', min: '{{minutes}} min', s: '{{seconds}} s' };

/** A URL as it may be shown and logged: without what opens it, which stands in its query or before its host. */
export function describeUrl(url: URL): string {
  const path = url.pathname.length > 200 ? `${url.pathname.slice(0, 200)}…` : url.pathname;
  return url.host === '' ? `${url.protocol}${path.slice(0, 40)}` : `${url.protocol}//${url.host}${path}`;
}

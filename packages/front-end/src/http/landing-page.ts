import { pageStyle } from './page-style.ts';

/** What one sees at `/` while no console is installed. */
export const landingPage = (version: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Skerry</title>
<style>${pageStyle}
main { max-width: 34rem; margin: 18vh auto 0; padding: 0 1.5rem; }
h1 { font-size: 2.4rem; margin: 0 0 .4rem; letter-spacing: -.02em; }
ul { list-style: none; padding: 0; display: grid; gap: .6rem; margin-top: 2rem; }
li a { display: block; padding: .8rem 1rem; border: 1px solid var(--line); border-radius: .6rem; text-decoration: none; }
li a:hover { border-color: var(--accent); }
li small { display: block; color: var(--soft); }
</style>
</head>
<body>
<main>
<h1>Skerry</h1>
<p>The front-end of this edge cloud is running. Version ${version}.</p>
<ul>
<li><a href="/docs">API documentation<small>Every route, what it takes and what it answers.</small></a></li>
<li><a href="/openapi.json">OpenAPI document<small>For clients and generators.</small></a></li>
<li><a href="/metrics">Metrics<small>For Prometheus.</small></a></li>
<li><a href="/health">Health<small>For load balancers and scripts.</small></a></li>
</ul>
</main>
</body>
</html>
`;

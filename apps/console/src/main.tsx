/** The start of the console: who is logged in, then the page of the address. */
import '@mantine/core/styles.css';
import './theme/base.css';
import './theme/early.css';
import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { createRoot } from 'react-dom/client';
import { resumeActivities } from './activity/activities.ts';
import { cache } from './api/cache.ts';
import { goToStartPage } from './api/preferences.ts';
import { openSession, session } from './api/session.ts';
import { useSignal } from './api/signal.ts';
import { outshineEarly } from './app/early-picture.ts';
import { setPlaces } from './app/places.ts';
import { travel } from './app/travel.ts';
import { makeRouter } from './app/router.tsx';
import { entries } from './pages/registry.ts';
import { theme, variables } from './theme/theme.ts';
import { later } from './ui/later.tsx';

goToStartPage();
setPlaces(entries);
const router = makeRouter(entries);
// Its code comes while the server still says who this is.
travel.prepare(globalThis.location.pathname);
resumeActivities();
void openSession();

const LogInPage = later(async () => ({ default: (await import('./app/log-in-page.tsx')).LogInPage }), {
  waiting: null,
});

function Console() {
  const { state, reason } = useSignal(session);
  if (state === 'out') return <LogInPage reason={reason} />;
  // Nothing is known yet, and the answer is milliseconds away: a frame that vanishes would be worse than none.
  return state === 'unknown' ? null : <RouterProvider router={router} />;
}

const place = document.getElementById('console');
if (place === null) throw new Error('index.html has no place for the console.');
outshineEarly(place);
createRoot(place).render(
  <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto">
    <QueryClientProvider client={cache}>
      <Console />
    </QueryClientProvider>
  </MantineProvider>,
);

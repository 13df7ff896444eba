import { useNavigate as useRouterNavigate, useParams, useRouterState } from '@tanstack/react-router';
import { useCallback } from 'react';
import type { Search } from './search-params.ts';

/** The number at the end of an address such as `/instances/12`; -1, which no object has, for what is none. */
export function useRouteId(): number {
  const { id } = useParams({ strict: false }) as { id?: string };
  return id !== undefined && /^\d{1,15}$/.test(id) ? Number(id) : -1;
}

export const useSearch = (): Search => useRouterState({ select: (state) => state.location.search as Search });
export const usePathname = (): string => useRouterState({ select: (state) => state.location.pathname });

export interface Go {
  (to: string, options?: { readonly search?: Search; readonly replace?: boolean }): void;
}

/** Goes to an address of the console. */
export function useGo(): Go {
  const navigate = useRouterNavigate();
  return useCallback(
    (to, { search = {}, replace = false } = {}) => void navigate({ to, search, replace } as never),
    [navigate],
  );
}

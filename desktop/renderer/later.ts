import { signal } from '@preact/signals';

/** The views that a start does not need, each in a file of its own. */
const FILES = {
  search: async () => (await import('./views/search/search-body.tsx')).SearchBody,
  settings: async () => (await import('./views/settings/settings.tsx')).Settings,
  pdf: async () => (await import('./views/files/pdf/pdf-pages.tsx')).PdfPages,
  admin: async () => (await import('./views/admin/admin.tsx')).Admin,
};

export type LaterViews = { [Name in LaterName]: Awaited<ReturnType<(typeof FILES)[Name]>> };
export type LaterName = keyof typeof FILES;
export type Later = ReturnType<typeof createLater>;

/** Loads the views that a start does not need. What has been loaded stays. */
export function createLater() {
  const views = signal<Partial<LaterViews>>({});
  return {
    views,
    /** False where its file cannot be had: offline, or from a server that has another version by now. */
    async load(name: LaterName): Promise<boolean> {
      if (views.peek()[name] !== undefined) return true;
      try {
        const view = await FILES[name]();
        views.value = { ...views.peek(), [name]: view };
        return true;
      } catch {
        return false;
      }
    },
  };
}

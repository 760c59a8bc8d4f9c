declare const WORKSPACE_VERSION: string;

/** The page's version, set by the build. */
export const version = WORKSPACE_VERSION;

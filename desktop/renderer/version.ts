declare const WORKSPACE_VERSION: string;

/** Of this page, as it was built. */
export const version = WORKSPACE_VERSION;

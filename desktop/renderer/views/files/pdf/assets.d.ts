declare module '*?url' {
  /** Its address, once it is built. */
  const url: string;
  export default url;
}

/** Of Trusted Types, as much as the page uses (https://w3c.github.io/trusted-types). Absent in older browsers. */
interface Window {
  readonly trustedTypes?: {
    createPolicy(
      name: string,
      rules: { createScriptURL(url: string): string },
    ): { createScriptURL(url: string): string };
  };
}

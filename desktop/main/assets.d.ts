/** Vite puts the file in the program, as a data URL. */
declare module '*.png?inline' {
  const dataUrl: string;
  export default dataUrl;
}

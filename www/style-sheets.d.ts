/* A style sheet is imported as its text, as the bundler gives it. */

declare module '*.css' {
  const text: string;
  export default text;
}

/**
 * Where the documentation of this library is published. Every message that cites one of its pages takes the address
 * from here.
 */
const DOCUMENTATION_URL = 'https://github.com/example/cdk-eks-fsx/blob/main';

/** The address of a page, such as `docs/troubleshooting.md`, and optionally of a section of it. */
export function pageUrl(file: string, section?: string): string {
  return `${DOCUMENTATION_URL}/${file}${section === undefined ? '' : `#${section}`}`;
}

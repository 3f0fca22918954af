/**
 * Where the documentation of this library is published. Every message that cites one of its pages takes the address
 * from here.
 */
const DOCUMENTATION_URL = 'https://example.github.io/cdk-eks-fsx';

/** The address of a page, such as `docs/troubleshooting`, and optionally of a section of it. */
export function pageUrl(page: string, section?: string): string {
  return `${DOCUMENTATION_URL}/${page}${section === undefined ? '' : `#${section}`}`;
}

/** The address of the page of a rule. */
export function ruleUrl(id: string): string {
  return pageUrl(`rules/${id}`);
}

/** What the rules for values that must be known at synthesis have in common. */
export function knownAtSynthesis<F extends string>(...fields: readonly F[]) {
  return {
    severity: 'error',
    deferredOf: fields,
    at: (c: { readonly [field in F]: boolean }) => fields.find(field => c[field])!,
    isViolated: (c: { readonly [field in F]: boolean }) => fields.some(field => c[field]),
    fix: 'use a literal value, or read it from the context (node.tryGetContext())',
  } as const;
}

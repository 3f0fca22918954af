const HASH = /[0-9a-f]{64}/g;

/** A template as a reviewer can read it: asset hashes as one word, manifests as objects, the CDK's own parameters left out. */
export function normalised(template: any): any {
  const { Parameters, Rules, ...rest } = template;
  return JSON.parse(JSON.stringify(rest, (key, value) => key === 'Manifest' ? manifest(value) : value).replace(HASH, '<asset>'));
}

function manifest(value: any): unknown {
  const text = typeof value === 'string' ? value : value['Fn::Join'][1].map(piece).join('');
  return JSON.parse(text);
}

/** Intrinsic functions within a manifest, as text. */
function piece(part: any): string {
  if (typeof part === 'string') {
    return part;
  }
  if (part['Fn::Join']) {
    return part['Fn::Join'][1].map(piece).join(part['Fn::Join'][0]);
  }
  return `\${${part.Ref ?? part['Fn::ImportValue'] ?? part['Fn::GetAtt']?.join('.') ?? JSON.stringify(part).replace(/"/g, '\'')}}`;
}

// Writes one version in place of each range of a POM: the installed one, or else the lowest. For a range Maven reads the POM of every version there is.
const { existsSync, readFileSync, writeFileSync } = require('fs');
const { join } = require('path');

const [pom] = process.argv.slice(2);
const installed = name => join(__dirname, '../../node_modules', name, 'package.json');
const ranges = /<artifactId>([^<]*)<\/artifactId>(\s*)<version>\[([^,]+),[^<]*</g;
writeFileSync(pom, readFileSync(pom, 'utf8').replace(ranges, (_, artifact, space, lowest) => {
  const version = existsSync(installed(artifact)) ? JSON.parse(readFileSync(installed(artifact), 'utf8')).version : lowest;
  return `<artifactId>${artifact}</artifactId>${space}<version>${version}<`;
}));

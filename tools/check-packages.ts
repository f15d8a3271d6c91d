/** One version of everything: what the package.json files agree on. */

export type Manifest = {
  name: string;
  version?: string;
  license?: string;
  engines?: { node?: string };
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
};

const EXACT = /^(npm:(@[^/]+\/)?[^@]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/;

const pinsOf = (manifest: Manifest): [string, string][] => [
  ...Object.entries(manifest.dependencies ?? {}),
  ...Object.entries(manifest.devDependencies ?? {}),
  ...Object.entries(manifest.optionalDependencies ?? {}),
];

const disagreements = (what: string, values: Map<string, string[]>): string[] =>
  values.size < 2
    ? []
    : [`${what} differs: ${[...values].map(([v, who]) => `${v} in ${who.join(", ")}`).join("; ")}.`];

function group(entries: [value: string, who: string][]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const [value, who] of entries) groups.set(value, [...(groups.get(value) ?? []), who]);
  return groups;
}

/** Everything that the manifests of one repository disagree about, or leave loose. */
export function judgeManifests(manifests: Manifest[]): string[] {
  const packages = manifests.filter(({ version }) => version !== undefined);
  const problems = disagreements("The version", group(packages.map(({ version, name }) => [version!, name])));
  problems.push(
    ...disagreements("engines.node", group(manifests.map((m) => [m.engines?.node ?? "nothing", m.name]))),
  );
  problems.push(
    ...disagreements("The licence", group(manifests.map((m) => [m.license ?? "nothing", m.name]))),
  );
  const pins = manifests.flatMap((m) =>
    pinsOf(m).map(([dependency, pin]) => ({ dependency, pin, who: m.name })),
  );
  for (const { dependency, pin, who } of pins) {
    if (!EXACT.test(pin)) problems.push(`${who} asks for ${dependency} ${pin}; pin one exact version.`);
    const ours = packages.find(({ name }) => name === dependency);
    if (ours && ours.version !== pin)
      problems.push(`${who} asks for ${dependency} ${pin}, which is ${ours.version}.`);
  }
  for (const dependency of new Set(pins.map((p) => p.dependency))) {
    const asked = pins.filter((p) => p.dependency === dependency);
    problems.push(...disagreements(dependency, group(asked.map(({ pin, who }) => [pin, who]))));
  }
  return problems;
}

type Lock = { packages: Record<string, { optionalDependencies?: Record<string, string> }> };

/**
 * Optional packages that the lock file leaves out. npm drops those it cannot find when it writes the file, and then
 * refuses to install from it anywhere.
 */
export function missingFromLock({ packages }: Lock): string[] {
  const locked = new Set(Object.keys(packages).map((path) => path.split("node_modules/").at(-1)!));
  return Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !locked.has(name))
      .map((name) => `package-lock.json lacks ${name}, which ${path} names; npm ci would refuse it.`),
  );
}

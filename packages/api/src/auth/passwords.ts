/** Native code, loaded when it is first needed: a controller whose console nobody opens does without it. */
const argon2 = () => import('@node-rs/argon2');

/** OWASP's second choice for argon2id: 19 MiB, two passes; about 50 ms. Smaller is cheaper to attack. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

export const hashPassword = async (password: string): Promise<string> => (await argon2()).hash(password, cost);

let decoy: Promise<string> | undefined;

/**
 * Whether the password is the one behind the hash. Takes the same time when there is no hash, so that nobody learns
 * from it which users there are.
 */
export async function verifyPassword(passwordHash: string | undefined, password: string): Promise<boolean> {
  decoy ??= hashPassword('nobody has this password');
  const right = await (await argon2()).verify(passwordHash ?? (await decoy), password);
  return right && passwordHash !== undefined;
}

/** So that the first log-in with an unknown name takes no longer than the second. */
export async function warmPasswords(): Promise<void> {
  decoy ??= hashPassword('nobody has this password');
  await decoy;
}

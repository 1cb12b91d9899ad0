// Whoever runs the tests may have the credentials of a server in the environment, as the README says: no test is to use them.
for (const name of Object.keys(process.env)) if (name.startsWith("CELITECH_")) delete process.env[name];

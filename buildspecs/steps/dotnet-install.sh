
# What packages.lock.json says, for every project.
projects=$(find . -name '*.csproj' -o -name '*.fsproj' -o -name '*.vbproj')
[ "$projects" ] || fail "the folder $SERVICE_PATH has no project of .NET (.csproj, .fsproj, .vbproj)"
while read -r project; do
  [ -f "$(dirname "$project")/packages.lock.json" ] ||
    fail "$project has no packages.lock.json: set RestorePackagesWithLockFile, restore, commit it"
done <<< "$projects"
if ! dotnet restore --locked-mode 2>&1 | tee "$log"; then
  # NuGet's word for a lock file that does not fit.
  ! grep -q NU1004 "$log" || fail "a packages.lock.json does not fit its project: restore and commit it"
  fail "dotnet restore failed: a package is not to be had"
fi
dotnet build --no-restore || fail "the service does not compile (dotnet build)"

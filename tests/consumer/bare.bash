# What script/on-bare-debian runs in a Debian that has nothing: root, in the folder of the packages and of this one.
cd /costrel
apt-get update
apt-get install --yes --no-install-recommends -o Dpkg::Use-Pty=0 ./*.deb
costrel --version
cookie='session=eyJ1c2VybmFtZSI6ImFkbWluIn0.ZVPxAA.1pJeQjtZo7U6CGxSLhPtlWWPqKw; HttpOnly; Path=/'

# With what a programmer installs beside them.
apt-get install --yes --no-install-recommends -o Dpkg::Use-Pty=0 cmake g++ make pkg-config

for static in OFF ON; do
    cmake -S consumer/session -B "session-$static" -DCOSTREL_USE_STATIC_LIBS=$static
    cmake --build "session-$static"
    [[ $("session-$static/session_program") == "$cookie" ]]
done
cmake -S consumer/web -B web
cmake --build web

g++ -std=c++20 consumer/session/main.cpp -o session_program $(pkg-config --cflags --libs costrel-session)
[[ $(./session_program) == "$cookie" ]]
for module in costrel costrel-interop costrel-memcached costrel-postgresql costrel-redis costrel-sqlite costrel-store_tests; do
    pkg-config --exists --print-errors "$module"
    pkg-config --static --exists --print-errors "$module"
done

# And they go without leaving anything.
apt-get purge --yes costrel-tools libcostrel-dev libcostrel0.1
[[ -z $(find /usr -name '*costrel*') ]]

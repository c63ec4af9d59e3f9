#include "stores/redis/cluster_reply.hpp"

#include <string_view>

namespace costrel::inline v1::stores {

ClusterReply meaning_in_cluster(const resp::Reply& reply) noexcept
{
    if (reply.type != resp::Reply::Type::error)
        return ClusterReply::final;
    if (reply.is_error("MOVED "))
        return ClusterReply::moved;
    if (reply.is_error("ASK "))
        return ClusterReply::ask;
    if (reply.is_error("NOSCRIPT"))
        return ClusterReply::script;
    if (reply.is_error("TRYAGAIN"))
        return ClusterReply::split;
    for (const std::string_view code :
         {"CLUSTERDOWN", "MASTERDOWN", "LOADING", "READONLY", "NOREPLICAS"})
        if (reply.is_error(code))
            return ClusterReply::down;
    // What a script meets where it would be CLUSTERDOWN. That it asked for another node's key is
    // not the same.
    if (reply.is_error("ERR Script attempted to execute") &&
        reply.text.find("cluster is down") != std::string::npos)
        return ClusterReply::down;
    return ClusterReply::final;
}

} // namespace costrel::inline v1::stores

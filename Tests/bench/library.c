/*
 * A probe with libvirt's own library: what an agent in C would do.
 *
 * usage: library DOMAIN     exit status 0 when it runs
 */
#include <libvirt/libvirt.h>
#include <stddef.h>

int main(int count, char **words)
{
	int state = 0, reason = 0;
	virConnectPtr connection = virConnectOpen("qemu:///system");
	if (count != 2 || connection == NULL)
		return 2;
	virDomainPtr domain = virDomainLookupByName(connection, words[1]);
	if (domain == NULL || virDomainGetState(domain, &state, &reason, 0) != 0)
		return 2;
	virDomainFree(domain);
	virConnectClose(connection);
	return state == VIR_DOMAIN_RUNNING ? 0 : 1;
}
